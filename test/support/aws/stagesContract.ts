import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  LimitExceededException,
  PutSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';

/**
 * Declares what PullPass requires of versions and staging labels in Secrets Manager, for both of its stand-ins.
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html,
 * …/API_UpdateSecretVersionStage.html and …/userguide/reference_limits.html
 */
export function stagesContract(client: () => SecretsManagerClient): void {
  /** A secret with one version, and what can be done to it. */
  const secret = async () => {
    const SecretId = `stages/${randomUUID()}`;
    const first = randomUUID();
    await client().send(
      new CreateSecretCommand({ Name: SecretId, SecretString: first, ClientRequestToken: first }),
    );
    const put = async (VersionStages?: string[], id: string = randomUUID(), SecretString = id) => {
      await client().send(
        new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken: id, VersionStages }),
      );
      return id;
    };
    return {
      first,
      put,
      move: (VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
        client().send(
          new UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage,
            MoveToVersionId,
            RemoveFromVersionId,
          }),
        ),
      read: async (VersionId: string) =>
        (await client().send(new GetSecretValueCommand({ SecretId, VersionId }))).SecretString,
      stages: async () => {
        const { VersionIdsToStages = {} } = await client().send(new DescribeSecretCommand({ SecretId }));
        return Object.fromEntries(
          Object.entries(VersionIdsToStages).map(([id, stages]) => [id, [...stages].sort()]),
        );
      },
    };
  };

  test('a version with its own label leaves AWSCURRENT where it is, and is read by its id', async () => {
    const { first, put, read, stages } = await secret();
    const second = await put(['of-second']);
    expect(await stages()).toEqual({ [first]: ['AWSCURRENT'], [second]: ['of-second'] });
    expect(await read(second)).toBe(second);
  });

  test('a version that takes a label takes it from the one that had it', async () => {
    const { first, put, stages } = await secret();
    await put(['next']);
    const third = await put(['next']);
    expect(await stages()).toEqual({ [first]: ['AWSCURRENT'], [third]: ['next'] });
  });

  test('AWSCURRENT moves away from the version that has it, and AWSPREVIOUS follows', async () => {
    const { first, put, move, stages } = await secret();
    const second = await put(['of-second']);
    await move('AWSCURRENT', second, first);
    expect(await stages()).toEqual({ [first]: ['AWSPREVIOUS'], [second]: ['AWSCURRENT', 'of-second'] });
    const third = await put(['of-third']);
    await move('AWSCURRENT', third, second);
    expect(await stages()).toEqual({
      [second]: ['AWSPREVIOUS', 'of-second'],
      [third]: ['AWSCURRENT', 'of-third'],
    });
  });

  test('a label does not move unless the version that has it is named, and nothing changes', async () => {
    const { first, put, move, stages } = await secret();
    const [second, third] = [await put(['of-second']), await put(['of-third'])];
    const before = await stages();
    await expect(move('AWSCURRENT', second)).rejects.toThrow(InvalidParameterException);
    await expect(move('AWSCURRENT', second, third)).rejects.toThrow(InvalidParameterException);
    await expect(move('of-third', undefined, second)).rejects.toThrow(InvalidParameterException);
    await expect(move('of-third')).rejects.toThrow(InvalidParameterException);
    expect(await stages()).toEqual(before);
    await move('AWSCURRENT', second, first);
    await expect(move('AWSCURRENT', third, first)).rejects.toThrow(InvalidParameterException);
  });

  test('a label is added beside others, moved, and removed', async () => {
    const { first, put, move, stages } = await secret();
    await move('of-first', first);
    expect(await stages()).toEqual({ [first]: ['AWSCURRENT', 'of-first'] });
    const second = await put(['of-second']);
    await move('of-first', second, first);
    expect(await stages()).toEqual({ [first]: ['AWSCURRENT'], [second]: ['of-first', 'of-second'] });
    await move('of-first', undefined, second);
    expect(await stages()).toEqual({ [first]: ['AWSCURRENT'], [second]: ['of-second'] });
  });

  test('what is stored again under its id changes nothing, and another value is refused', async () => {
    const { first, put, move, stages } = await secret();
    const second = await put(['of-second']);
    await move('AWSCURRENT', second, first);
    const before = await stages();
    await put(['of-second'], second);
    await put(['another'], second);
    expect(await stages()).toEqual(before);
    await expect(put(['of-second'], second, 'another value')).rejects.toThrow(ResourceExistsException);
  });

  test('a secret has 20 labels at most, on all versions together', async () => {
    const { first, put, move, stages } = await secret();
    for (let n = 0; n < 19; n += 1) await move(`label-${n}`, first);
    await expect(move('one-more', first)).rejects.toThrow(LimitExceededException);
    await expect(put(['one-more'])).rejects.toThrow(LimitExceededException);
    // Moving one adds none.
    const second = await put(['label-0']);
    expect((await stages())[second]).toEqual(['label-0']);
    await expect(put()).rejects.toThrow(LimitExceededException);
    await move('label-1', undefined, first);
    await put();
  });
}
