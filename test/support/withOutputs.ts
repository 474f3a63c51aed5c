import type { Product } from './startProduct.js';

const KEPT = 4_000;

/** Runs a step of a test; when it fails, the error says in addition what the running processes printed last. */
export const withOutputs = async <Result>(
  running: ReadonlyMap<string, Product>,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    const outputs = [...running].map(([name, product]) => `== ${name} printed last:\n${product.output().slice(-KEPT)}`);
    const text = error instanceof Error ? error.message : String(error);
    throw new Error([text, ...outputs].join('\n'), { cause: error });
  }
};
