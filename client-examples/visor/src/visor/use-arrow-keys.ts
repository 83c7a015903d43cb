import { type RefObject, useEffect } from 'react';

/** Arrow up and down go from row to row. */
export function useArrowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = list.current;
    element?.addEventListener('keydown', moveBetweenRows);
    return () => element?.removeEventListener('keydown', moveBetweenRows);
  }, [list]);
}

function moveBetweenRows(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const row = event.target instanceof Element ? event.target.closest('.row') : null;
  if (step === 0 || !row) return;
  const sibling = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const link = sibling?.querySelector<HTMLElement>('.row-link');
  if (!link) return;
  event.preventDefault();
  link.focus({ preventScroll: true });
  sibling?.scrollIntoView({ block: 'nearest' });
}
