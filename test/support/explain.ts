import type { Product } from './startProduct.js';

const KEPT = 4_000;

/** Runs a step of a test; when it fails, the error says in addition what the running processes printed last. */
export const explaining = async <Result>(
  running: ReadonlyMap<string, Product>,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const outputs = [...running].map(([name, product]) => `== ${name} printed last:\n${product.output().slice(-KEPT)}`);
    error.message = [error.message, ...outputs].join('\n');
    throw error;
  }
};
