/** Where something that can be opened stands in a chart: columns from the left, rows from the top, both from 0. */
export interface Place {
  readonly column: number;
  readonly row: number;
}

export const isSame = (one: Place | null, other: Place): boolean =>
  one !== null && one.column === other.column && one.row === other.row;

const first = (places: readonly Place[], by: (place: Place) => number): Place | undefined =>
  places.reduce<Place | undefined>(
    (best, place) => (best === undefined || by(place) < by(best) ? place : best),
    undefined,
  );

/** Where a key leads: arrows to the next place of the row or column, Home and End to the ends of the row. @returns undefined: nowhere */
export const nextPlace = (places: readonly Place[], { column, row }: Place, key: string): Place | undefined => {
  const inRow = places.filter((place) => place.row === row);
  const inColumn = places.filter((place) => place.column === column);
  switch (key) {
    case 'ArrowRight':
      return first(
        inRow.filter((place) => place.column > column),
        (place) => place.column,
      );
    case 'ArrowLeft':
      return first(
        inRow.filter((place) => place.column < column),
        (place) => -place.column,
      );
    case 'ArrowDown':
      return first(
        inColumn.filter((place) => place.row > row),
        (place) => place.row,
      );
    case 'ArrowUp':
      return first(
        inColumn.filter((place) => place.row < row),
        (place) => -place.row,
      );
    case 'Home':
      return first(inRow, (place) => place.column);
    case 'End':
      return first(inRow, (place) => -place.column);
    default:
      return undefined;
  }
};
