import FilterTool

command.run(Settings(), work: collect)
