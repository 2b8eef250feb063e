"""The commands, one module each; `etl.cli` imports a module when its command is called."""
