import { TooManyRows } from '#domain';
import {
  BuildUnderWay,
  CheckpointConflict,
  DocumentRefused,
  EventTooLarge,
  GenerationConflict,
  RevisionConflict,
  StoreUnavailable,
  WrongLog,
} from './errors.js';

/** Errors that are their message and no more. */
const PLAIN = {
  StoreUnavailable,
  DocumentRefused,
  EventTooLarge,
  WrongLog,
  GenerationConflict,
  TooManyRows,
} as const;
const isPlain = (name: string): name is keyof typeof PLAIN => Object.hasOwn(PLAIN, name);

/** An error on its way to another thread: a structured clone would lose its class. */
export type WireError =
  | { readonly name: 'RevisionConflict'; readonly values: ConstructorParameters<typeof RevisionConflict> }
  | { readonly name: 'CheckpointConflict'; readonly values: ConstructorParameters<typeof CheckpointConflict> }
  | { readonly name: 'BuildUnderWay'; readonly values: ConstructorParameters<typeof BuildUnderWay> }
  | { readonly name: keyof typeof PLAIN; readonly message: string }
  | { readonly name: 'Error'; readonly message: string; readonly stack: string | undefined };

export const toWireError = (error: unknown): WireError => {
  if (error instanceof RevisionConflict) {
    return { name: 'RevisionConflict', values: [error.stream, error.expected, error.actual] };
  }
  if (error instanceof CheckpointConflict) {
    return { name: 'CheckpointConflict', values: [error.consumer, error.expected, error.actual] };
  }
  if (error instanceof BuildUnderWay) return { name: 'BuildUnderWay', values: [error.generation] };
  if (error instanceof Error && isPlain(error.name)) return { name: error.name, message: error.message };
  if (error instanceof Error) return { name: 'Error', message: error.message, stack: error.stack };
  return { name: 'Error', message: String(error), stack: undefined };
};

const unnamedError = (message: string, stack: string | undefined): Error => {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
};

export const fromWireError = (wire: WireError): Error => {
  switch (wire.name) {
    case 'RevisionConflict':
      return new RevisionConflict(...wire.values);
    case 'CheckpointConflict':
      return new CheckpointConflict(...wire.values);
    case 'BuildUnderWay':
      return new BuildUnderWay(...wire.values);
    case 'Error':
      return unnamedError(wire.message, wire.stack);
    default:
      return new PLAIN[wire.name](wire.message);
  }
};
