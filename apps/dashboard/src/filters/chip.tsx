import type { ComponentChildren } from 'preact';
import { Popover } from '../parts/popover.js';

interface ChipProps {
  readonly name: string;
  /** What it is set to, in words; null where it is not set. */
  readonly value: string | null;
  /** What the API says against its value. */
  readonly error?: string | undefined;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A filter: its button says what it is set to and opens what sets it. A value that was refused makes it red and says why. */
export const Chip = ({ name, value, error, children }: ChipProps) => (
  <span class={`chip ${value === null ? '' : 'set'} ${error === undefined ? '' : 'refused'}`}>
    <Popover label={value === null ? name : `${name}: ${value}`}>{children}</Popover>
    {error !== undefined && <span class="reason">{error}</span>}
  </span>
);
