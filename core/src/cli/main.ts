import { demoCommand } from '../demo/demo-command.js';
import { startCommand } from '../processes/start-command.js';
import { runProgram } from './run-program.js';

process.exitCode = await runProgram(process.argv.slice(2), {
  extraCommands: [(context) => startCommand(() => context.configuration), (context) => demoCommand(() => context.configuration)],
});
