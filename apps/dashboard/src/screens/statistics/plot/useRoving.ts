import { useState } from 'preact/hooks';
import { isSame, nextPlace, type Place } from './place.js';

/** For the links of a chart. */
export interface Roving {
  /** What is pointed at or has the focus: a readout says what it is. */
  readonly shown: Place | null;
  /** Handlers of the element around the links. */
  readonly around: {
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onFocusIn: (event: FocusEvent) => void;
    readonly onFocusOut: () => void;
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
  };
  /** Attributes of the link at a place. */
  readonly at: (place: Place) => { readonly 'data-at': string; readonly tabindex: number };
}

const written = ({ column, row }: Place): string => `${column},${row}`;

const placeOf = (target: EventTarget | null): Place | null => {
  const at = target instanceof Element ? target.closest('[data-at]')?.getAttribute('data-at') : undefined;
  if (at === undefined || at === null) return null;
  const [column = 0, row = 0] = at.split(',').map(Number);
  return { column, row };
};

/** Makes the links of a chart one tab stop, within which the arrow keys move. @param places where there are links, the first one first */
export const useRoving = (places: readonly Place[]): Roving => {
  const [focused, setFocused] = useState<Place | null>(null);
  const [shown, setShown] = useState<Place | null>(null);
  const stop = places.find((place) => isSame(focused, place)) ?? places[0] ?? null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = placeOf(event.target);
    const next = from && nextPlace(places, from, event.key);
    if (!next) return;
    event.preventDefault();
    const link = (event.currentTarget as Element).querySelector<HTMLElement>(`[data-at="${written(next)}"]`);
    link?.focus();
  };
  const onFocusIn = ({ target }: FocusEvent): void => {
    setFocused(placeOf(target));
    setShown(placeOf(target));
  };
  return {
    shown,
    around: {
      onKeyDown,
      onFocusIn,
      onFocusOut: () => setShown(null),
      onPointerOver: ({ target }) => setShown(placeOf(target)),
      onPointerLeave: () => setShown(null),
    },
    at: (place) => ({ 'data-at': written(place), tabindex: isSame(stop, place) ? 0 : -1 }),
  };
};
