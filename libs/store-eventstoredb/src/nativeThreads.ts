/**
 * The client's reads run in native code (Rust), which sends the head and the body of a request one right after the other over a socket that
 * keeps a small write back until the one before has been acknowledged (it turns TCP_NODELAY off). A server acknowledges the head alone only
 * after 40 ms. With several native threads one sends the head before another has the body ready, so most reads waited for those 40 ms;
 * with one, both are sent together. Reading with one is no slower, also with many reads at the same time
 * (docs/decisions/0068-one-native-thread.md).
 *
 * It has to be called before the first client is made. Who sets TOKIO_WORKER_THREADS decides otherwise.
 */
export const useOneNativeThread = (): void => {
  process.env.TOKIO_WORKER_THREADS ??= '1';
};
