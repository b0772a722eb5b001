// What a scheduler's job is, `agent job FOLDER`, where there is no `hpo` to be one.

import Runner

try TrialAgent(folder: CommandLine.arguments[2]).run()
