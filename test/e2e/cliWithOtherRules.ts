import { runProgram } from '#cli';
import { otherRules } from './otherRules.js';

/** The command line (`npm run cli`) as it would be after a change of the rules. */
await runProgram(otherRules());
