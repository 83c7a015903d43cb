import { useEffect, useRef } from 'react';
import { ActionButton } from '../controls/action-button.tsx';
import { ScrollRegion } from '../controls/scroll-region.tsx';
import { useMedia } from '../controls/use-media.ts';
import { hrefOf, type ViewedInRoute } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import { ImportRow } from './import-row.tsx';
import { useArrowKeys } from './use-arrow-keys.ts';
import { useLiveList, type Viewed } from './use-live-list.ts';
import { useWindow } from './use-window.ts';

/** As src/styles/list.css has them. */
const ROW_PX = { wide: 76, narrow: 166 };
/** The next page is asked for when fewer rows than this are left below. */
const AHEAD_ROWS = 60;

interface ImportListProps {
  readonly viewed: Viewed;
  readonly route: ViewedInRoute;
  /** How many there are in all, as the counts say. */
  readonly count: number | undefined;
}

/** However many there are, only those that are seen are drawn. */
export function ImportList({ viewed, route, count }: ImportListProps) {
  const { words } = useWords();
  const { state, list, loadMore, reload } = useLiveList(viewed);
  const scroller = useRef<HTMLElement>(null);
  const rowHeight = useMedia('(max-width: 819px)') ? ROW_PX.narrow : ROW_PX.wide;
  const { entries, next } = list;
  const { from, to } = useWindow(scroller, entries.length, rowHeight);
  const nearEnd = state === 'ready' && next !== undefined && to + AHEAD_ROWS > entries.length;
  useEffect(() => {
    if (nearEnd) loadMore();
  });
  useArrowKeys(scroller);
  const of = next === undefined ? entries.length : (count ?? -1);

  return (
    <ScrollRegion className="scroller" label={words.list.label} ref={scroller} isStop={entries.length > 0}>
      {entries.length > 0 && (
        <ul className="rows" style={{ height: entries.length * rowHeight }}>
          {entries.slice(from, to).map(({ id }, n) => (
            <ImportRow
              key={id}
              id={id}
              place={from + n + 1}
              of={of}
              top={(from + n) * rowHeight}
              href={hrefOf({ screen: 'visor', id, viewed: route })}
            />
          ))}
        </ul>
      )}
      {state === 'loading' && <p className="list-note">{words.list.loading}</p>}
      {state === 'ready' && next !== undefined && <p className="list-note">{words.list.more}</p>}
      {state === 'failed' && (
        <div className="list-note">
          <p>{words.list.failed}</p>
          <ActionButton onPress={reload}>{words.list.again}</ActionButton>
        </div>
      )}
      {state === 'ready' && entries.length === 0 && (
        <EmptyList isFiltered={Object.keys(viewed.filter).length > 0} />
      )}
    </ScrollRegion>
  );
}

function EmptyList({ isFiltered }: { readonly isFiltered: boolean }) {
  const { words } = useWords();
  return (
    <div className="list-note">
      <p>{isFiltered ? words.list.emptyFiltered : words.list.empty}</p>
      {!isFiltered && (
        <a className="button button-primary" href={hrefOf({ screen: 'importar' })}>
          {words.list.begin}
        </a>
      )}
    </div>
  );
}
