import { afterAll, beforeAll, describe } from '@jest/globals';
import { type ContractContext, contractContext } from './context.ts';
import type { ContractSubject } from './subject.ts';
import { accessContract } from './suite/access.ts';
import { admissionContract } from './suite/admission.ts';
import { appliedAndEditedContract } from './suite/appliedAndEdited.ts';
import { applyContract } from './suite/apply.ts';
import { applyAtVersionContract } from './suite/applyAtVersion.ts';
import { infrastructureContract } from './suite/infrastructure.ts';
import { listContract } from './suite/lists.ts';
import { namespaceContract } from './suite/namespaces.ts';
import { ownershipContract } from './suite/ownership.ts';
import { protocolContract } from './suite/protocol.ts';
import { reviewContract } from './suite/reviews.ts';
import { rolesContract } from './suite/roles.ts';
import { secretContract } from './suite/secrets.ts';
import { secretsByNameContract } from './suite/secretsByName.ts';
import { serviceAccountContract } from './suite/serviceaccounts.ts';
import { terminationContract } from './suite/termination.ts';
import { tokenContract } from './suite/tokens.ts';

const parts = {
  'the protocol': protocolContract,
  'who may do what': accessContract,
  'what admission control denies': admissionContract,
  namespaces: namespaceContract,
  lists: listContract,
  secrets: secretContract,
  'secrets of one name': secretsByNameContract,
  'server-side apply': applyContract,
  'server-side apply at a version': applyAtVersionContract,
  'a secret that others edit': appliedAndEditedContract,
  'ownership of fields': ownershipContract,
  'service accounts': serviceAccountContract,
  'tokens of service accounts': tokenContract,
  'roles and their bindings': rolesContract,
  reviews: reviewContract,
  'the infrastructure of OpenShift': infrastructureContract,
  'a namespace that is being deleted': terminationContract,
};

/**
 * Declares what PullPass requires of a Kubernetes API. The simulated API and the real kube-apiserver must both pass it
 * unchanged: where they differ, the simulation is wrong.
 */
export function kubernetesContract(start: () => Promise<ContractSubject>): void {
  let subject: ContractSubject | undefined;
  let context: ContractContext | undefined;

  beforeAll(async () => {
    subject = await start();
    context = contractContext(subject);
  }, 600_000);

  afterAll(async () => {
    context?.close();
    await subject?.stop();
  });

  const ready = () => {
    if (!context) throw new Error('The contract needs a server, and it did not start.');
    return context;
  };
  for (const [name, declare] of Object.entries(parts)) describe(name, () => declare(ready));
}
