import * as z from 'zod';
import { dnsLabel, dnsSubdomain } from '../../validation/names.ts';
import { namespaceSelection } from '../namespaceSelectionSchema.ts';
import { refuseOwn, secretsTargetFields } from '../secrets/common.ts';
import { targetName } from '../targetName.ts';
import { typeLabel } from './typeLabel.ts';
import { noRepository, sameUrl, wrongUrl } from './url.ts';

const repository = z
  .strictObject({
    secretName: dnsSubdomain,
    as: z
      .enum(['repository', 'repo-creds'])
      .describe(
        'repository: one repository. repo-creds: a template for every repository whose URL begins with this one.',
      ),
    type: z.enum(['helm', 'oci']).describe('helm: Helm charts in an OCI registry. oci: OCI artifacts.'),
    url: z
      .string()
      .max(512)
      .describe(
        'With helm: host/path, without oci://. With oci: oci://host/path. The same as in the Application.',
      ),
    registry: dnsLabel.optional().describe('Name of the registry; default: the one that serves the URL.'),
    name: z.string().min(1).max(253).optional().describe('Name in Argo CD; default: secretName.'),
    project: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe('With repository: the only AppProject that may use it.'),
    dependencies: z
      .boolean()
      .optional()
      .describe(
        'With repo-creds of the type helm: whether charts in Git may depend on the URL itself; default: true.',
      ),
  })
  .superRefine(({ as, type, url, name, project, dependencies }, context) => {
    const wrong = wrongUrl(type, url) ?? (as === 'repository' ? noRepository(type, url) : undefined);
    if (wrong !== undefined) context.addIssue({ code: 'custom', path: ['url'], message: wrong });
    if (as === 'repo-creds' && name !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['name'],
        message: 'Argo CD gives names to repositories alone',
      });
    if (as === 'repo-creds' && project !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['project'],
        message: 'Argo CD restricts only repositories to a project: every project would use the template',
      });
    if (dependencies !== undefined && (as !== 'repo-creds' || type !== 'helm'))
      context.addIssue({
        code: 'custom',
        path: ['dependencies'],
        message: 'only a template ("as": "repo-creds") of the type helm has a secret for dependencies',
      });
  });

/** Secrets that Argo CD or OpenShift GitOps reads as its repositories. */
export const argocdSchema = z
  .strictObject({
    kind: z.literal('argocd'),
    name: targetName,
    ...secretsTargetFields,
    namespaces: namespaceSelection.default({ include: ['openshift-gitops'] }),
    repositories: z.array(repository).min(1).max(100),
  })
  .superRefine(refuseOwn('labels', typeLabel))
  .superRefine(({ repositories }, context) => {
    for (const [index, { secretName, as, url, project }] of repositories.entries()) {
      const earlier = repositories.slice(0, index);
      if (earlier.some((other) => other.secretName === secretName))
        context.addIssue({
          code: 'custom',
          path: ['repositories', index, 'secretName'],
          message: `there is another repository with the secret "${secretName}"`,
        });
      // A repository may occur once per project, and once for all other projects. A template applies to all projects.
      const isTheSame = (other: z.infer<typeof repository>) =>
        other.as === as && sameUrl(other.url, url) && (as === 'repo-creds' || other.project === project);
      if (earlier.some(isTheSame))
        context.addIssue({
          code: 'custom',
          path: ['repositories', index, 'url'],
          message: `Argo CD takes it for the same as an earlier ${as}, and would use either`,
        });
    }
  })
  .describe('Repositories of Argo CD');

export type Argocd = z.infer<typeof argocdSchema>;
export type ArgocdRepository = Argocd['repositories'][number];
