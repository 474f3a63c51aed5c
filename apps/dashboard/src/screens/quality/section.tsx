import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useTexts } from '../../texts/texts.js';

interface SectionProps {
  readonly title: string;
  /** What its figures count. */
  readonly definition: string;
  /** Null: there is nothing to show, since the key sees a part of the calls only. */
  readonly children: ComponentChildren;
}

/** One kind of figures of the report. */
export const Section = ({ title, definition, children }: SectionProps) => {
  const { notShown } = useTexts().quality;
  const id = useId();
  return (
    <section class="panel stack" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p class="muted small">{definition}</p>
      </header>
      {children ?? <p class="muted">{notShown}</p>}
    </section>
  );
};
