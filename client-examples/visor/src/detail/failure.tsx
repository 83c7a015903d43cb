import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { hrefOf, type ViewedInRoute } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';

const FailureFragment = graphql(`
  fragment Failure on Import {
    failure { code message hint sheet row column existing { id number } }
  }
`);

interface FailureProps {
  readonly import: FragmentType<typeof FailureFragment>;
  readonly viewed: ViewedInRoute;
}

/** Why it failed, where, and what to do. */
export function Failure({ import: data, viewed }: FailureProps) {
  const { words, formats } = useWords();
  const { failure } = readFragment(FailureFragment, data);
  if (!failure) return null;
  const { code, message, hint, existing } = failure;
  return (
    <section className="problem failure" aria-label={words.detail.failure}>
      <h3>
        {words.detail.failure} <code>{code}</code>
      </h3>
      <p>{message}</p>
      {hint && <p>{hint}</p>}
      {existing && (
        <a href={hrefOf({ screen: 'visor', id: existing.id, viewed })}>
          {words.existing(formats.count(existing.number))}
        </a>
      )}
    </section>
  );
}
