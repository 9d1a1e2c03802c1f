interface Service {
  stop(): Promise<unknown>;
}

/** Has a service stopped with the rest. */
export type Keep = <Started extends Service>(service: Started) => Started;

/** Makes a world of several services, which `stop` stops; where the making fails, so are those that had started. */
export async function together<World>(
  make: (keep: Keep, stop: () => Promise<void>) => Promise<World>,
): Promise<World> {
  const kept: Service[] = [];
  const keep: Keep = (service) => {
    kept.push(service);
    return service;
  };
  const stop = async () => {
    await Promise.all(kept.map((service) => service.stop()));
  };
  try {
    return await make(keep, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}
