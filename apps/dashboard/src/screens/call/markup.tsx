import type { ComponentChildren } from 'preact';
import type { Sentence } from './hangupSentence.js';

const MARK = /\*([^*]+)\*|\[([^\]|]+)\|(\d+)\]/g;

/** A sentence with its weight and its links: `*…*` is strong, `[…|n]` leads to the n-th event of its evidence. */
export const Markup = ({ sentence: { text, evidence } }: { sentence: Sentence }) => {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const { 0: whole, 1: strong, 2: linked, 3: place, index } of text.matchAll(MARK)) {
    parts.push(text.slice(end, index));
    const id = evidence[Number(place)];
    parts.push(
      strong === undefined ? (
        id === undefined ? (
          linked
        ) : (
          <a href={`#event-${id}`}>{linked}</a>
        )
      ) : (
        <strong>{strong}</strong>
      ),
    );
    end = index + whole.length;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
};
