import { Failure } from '../../../shared/failure.ts';

/** A worker that pushed only to this cluster ended without recording anything: its message came again. */
export function workerEnded(): Failure {
  return new Failure(
    'internal',
    'A worker that pushed to this cluster alone recorded nothing of it: it died, or could not',
    {
      remedy:
        'Look in the log of the push function for how it ended ("Runtime exited", "Task timed out"), and at what answers at the cluster’s address. It is pushed to alone until a push succeeds, so it harms no other cluster; pause it if it goes on.',
    },
  );
}
