import { useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';

/** A command to be run elsewhere, with a button that copies it. */
export const CopyText = ({ text }: { text: string }) => {
  const texts = useTexts().frame;
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div class="command">
      <pre>
        <code>{text}</code>
      </pre>
      <button onClick={() => void copy()}>{isCopied ? texts.copied : texts.copy}</button>
    </div>
  );
};
