from chassis.process.patching import patch

patch()  # before anything else is imported: what holds an unpatched socket or lock hangs later
