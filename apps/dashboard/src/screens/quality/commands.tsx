import { CopyText } from '../../parts/copyText.js';
import { useTexts } from '../../texts/texts.js';

/** Commands that look closer, for those who run the service; others need not see them. */
export const Commands = ({ lines }: { lines: readonly string[] }) => {
  const { forAdministrators } = useTexts().quality;
  if (lines.length === 0) return null;
  return (
    <details>
      <summary>{forAdministrators}</summary>
      <div class="stack">
        {lines.map((line) => (
          <CopyText key={line} text={line} />
        ))}
      </div>
    </details>
  );
};
