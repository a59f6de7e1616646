import FilterTool

command.run(Settings(), work: validate)
