import { unexpected } from './answers.ts';
import { may } from './holds.ts';
import type { Asking } from './plan.ts';

const group = 'project.openshift.io';

/** On OpenShift, a user who may not make namespaces can often request projects, and is the admin of each. */
export function mayRequestProject(api: Asking): Promise<boolean> {
  return may(api, { verb: 'create', group, resource: 'projectrequests' });
}

/** Source: https://github.com/openshift/api/blob/master/project/v1/types.go */
export async function requestProject(api: Asking, name: string): Promise<void> {
  const answer = await api.ask('POST', `/apis/${group}/v1/projectrequests`, {
    apiVersion: `${group}/v1`,
    kind: 'ProjectRequest',
    metadata: { name },
    description: 'Holds the service account by which PullPass writes pull secrets.',
  });
  if (answer.status !== 201) throw unexpected(`make the project ${name}`, answer);
}

/** A user who may not delete namespaces can delete a project of which they are admin. */
export const projectPath = (name: string): string => `/apis/${group}/v1/projects/${encodeURIComponent(name)}`;
