import { type RefObject, useLayoutEffect, useState } from 'react';

interface Window {
  readonly from: number;
  readonly to: number;
}

/** Rows drawn above and below what is seen, so that scrolling and Tab find them there. */
const OVERSCAN = 6;

/** Which of the rows of one height are to be drawn, as the element scrolls and changes its size. */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): Window {
  const [{ from, to }, setWindow] = useState<Window>({ from: 0, to: 20 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - OVERSCAN);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + OVERSCAN;
      setWindow((before) =>
        before.from === first && before.to === last ? before : { from: first, to: last },
      );
    };
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroller, rowHeight]);
  return { from: Math.min(from, count), to: Math.min(to, count) };
}
