import FilterTool

command.run(Settings(), work: complete)
