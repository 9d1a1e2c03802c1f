import { registrationBody } from '../../../shared/api/schemas.ts';
import { specOf } from '../../../shared/clusters/specOf.ts';
import { readCluster } from '../../../shared/clusters/store/records.ts';
import { register, taken } from '../change/register.ts';
import type { Answer } from '../http/answer.ts';
import { readJson } from '../http/body.ts';
import type { Request } from '../http/event.ts';
import { readKubeconfig } from '../readKubeconfig.ts';
import { validate } from '../validation/validate.ts';
import type { World } from '../world.ts';
import { created, dryRunAnswer } from './clusterAnswer.ts';
import { changeOptions } from './options.ts';

export async function createCluster(request: Request, world: World): Promise<Answer> {
  const options = changeOptions(request.event);
  const body = validate(registrationBody, readJson(request.event));
  const spec = specOf(body);
  if ((await readCluster(world.table, spec.name)) !== undefined) throw taken(spec.name);

  const kubeconfig = readKubeconfig(world, body.kubeconfig, spec.context);
  const registered = await register(world, request, { spec, kubeconfig }, options);
  if (registered === undefined) throw taken(spec.name);
  return options.dryRun ? dryRunAnswer(world, registered) : created(world, registered);
}
