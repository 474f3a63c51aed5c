import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface PopoverProps {
  /** What the button shows. */
  readonly label: ComponentChildren;
  readonly class?: string;
  readonly children: (close: () => void) => ComponentChildren;
}

const GAP = 4;
const MARGIN = 8;

/** Below the button, within the window's width, scrolling with the page. */
const place = (panel: HTMLElement, button: HTMLElement): void => {
  const { left, bottom } = button.getBoundingClientRect();
  const rightmost = document.documentElement.clientWidth - panel.offsetWidth - MARGIN;
  panel.style.left = `${Math.max(MARGIN, Math.min(left, rightmost)) + window.scrollX}px`;
  panel.style.top = `${bottom + GAP + window.scrollY}px`;
};

/**
 * A button that opens a panel; Esc, a click outside or `close` shut it, and the focus goes back to the button. The panel is drawn once it is
 * open, since it has no width before, and can be placed only then.
 */
export const Popover = ({ label, class: className, children }: PopoverProps) => {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (isOpen && panel.current !== null && button.current !== null) place(panel.current, button.current);
  }, [isOpen]);
  return (
    <>
      <button ref={button} type="button" class={className} popovertarget={id} aria-expanded={isOpen}>
        {label}
      </button>
      <div ref={panel} id={id} class="popover" popover="auto" onToggle={(event) => setOpen(event.newState === 'open')}>
        {isOpen && children(() => panel.current?.hidePopover())}
      </div>
    </>
  );
};
