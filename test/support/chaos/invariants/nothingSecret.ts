import { leaks } from '../../encodings.ts';
import type { Invariant } from './invariant.ts';

/** No secret is written anywhere: not in the log, the metrics, the table, the messages or the answers. */
export const nothingSecret: Invariant = (world, { after }) => {
  const places = {
    'the log': world.service.output.text,
    'the table': JSON.stringify(after.items),
    'a message': world.mailbox.bodies.join('\n'),
    'an answer': world.answers.join('\n'),
  };
  return world.service.issued
    .all()
    .flatMap((secret) =>
      Object.entries(places).flatMap(([place, text]) =>
        leaks(text, secret).map(
          (how) => `${place} holds a credential (…${secret.length} characters), ${how}`,
        ),
      ),
    );
};
