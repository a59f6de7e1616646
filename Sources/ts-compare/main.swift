import FilterTool

command.run(Settings(), work: compare)
