import FilterTool

command.run(Settings(), work: prefill)
