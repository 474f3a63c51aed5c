import { RULES } from '#domain';
import { runProgram } from './program.js';

await runProgram(RULES);
