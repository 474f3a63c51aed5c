import { useTexts } from '../texts/texts.js';

/** Grey lines in place of what is being loaded; they appear after 150 ms, so that quick answers do not flicker. */
export const Skeleton = ({ lines = 6 }: { lines?: number }) => {
  const { loading } = useTexts().frame;
  return (
    <div class="skeleton" role="status">
      <span class="visuallyHidden">{loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="line" />
      ))}
    </div>
  );
};
