import { CheckpointConflict, EventTooLarge, RevisionConflict, StoreUnavailable, WrongLog } from '#ports';

/** An error on its way to another thread: a structured clone would lose its class. */
export type WireError =
  | { readonly name: 'RevisionConflict'; readonly values: ConstructorParameters<typeof RevisionConflict> }
  | { readonly name: 'CheckpointConflict'; readonly values: ConstructorParameters<typeof CheckpointConflict> }
  | { readonly name: 'StoreUnavailable' | 'EventTooLarge' | 'WrongLog'; readonly message: string }
  | { readonly name: 'Error'; readonly message: string; readonly stack: string | undefined };

export const toWireError = (error: unknown): WireError => {
  if (error instanceof RevisionConflict) {
    return { name: 'RevisionConflict', values: [error.stream, error.expected, error.actual] };
  }
  if (error instanceof CheckpointConflict) {
    return { name: 'CheckpointConflict', values: [error.consumer, error.expected, error.actual] };
  }
  if (error instanceof StoreUnavailable || error instanceof EventTooLarge || error instanceof WrongLog) {
    return { name: error.name, message: error.message };
  }
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
    case 'StoreUnavailable':
      return new StoreUnavailable(wire.message);
    case 'EventTooLarge':
      return new EventTooLarge(wire.message);
    case 'WrongLog':
      return new WrongLog(wire.message);
    case 'Error':
      return unnamedError(wire.message, wire.stack);
  }
};
