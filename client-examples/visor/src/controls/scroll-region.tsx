import type { ReactNode, Ref } from 'react';

interface ScrollRegionProps {
  readonly label: string;
  readonly className: string;
  /** What holds nothing that Tab reaches must be reached itself, or only a mouse could scroll it. */
  readonly isStop: boolean;
  readonly ref?: Ref<HTMLElement>;
  readonly children: ReactNode;
}

/** A part of the page that scrolls by itself, with the keyboard too. */
export function ScrollRegion({ label, isStop, ...props }: ScrollRegionProps) {
  return <section {...props} aria-label={label} {...(isStop ? { tabIndex: 0 } : {})} />;
}
