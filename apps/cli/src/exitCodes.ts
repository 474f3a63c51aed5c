/** Ended by Ctrl-C, as a shell tells it: 128 and the signal's number. */
export const INTERRUPTED = 130;
