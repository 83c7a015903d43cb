import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { useWords } from '../words/use-words.ts';

const EventLogFragment = graphql(`
  fragment EventLog on Import {
    events(first: 100) { nodes { id kind at note actor { id name } } }
  }
`);

/** What happened to it, when, and who did it. */
export function EventLog({ import: data }: { readonly import: FragmentType<typeof EventLogFragment> }) {
  const { words, formats } = useWords();
  const { events } = readFragment(EventLogFragment, data);
  return (
    <section aria-labelledby="events">
      <h3 id="events">{words.detail.events}</h3>
      <ol className="events">
        {events.nodes.map(({ id, kind, at, note, actor }) => (
          <li key={id}>
            <span className="event-at">{formats.moment(at)}</span>
            <span>
              <b>{words.events[kind]}</b>
              {note && <span className="help"> {note}</span>}
            </span>
            <span className="help">{actor?.name ?? words.detail.system}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
