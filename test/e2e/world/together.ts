interface Service {
  stop(): Promise<unknown>;
}

/** Stops a service together with the rest. */
export type Keep = <Started extends Service>(service: Started) => Started;

/**
 * Makes a world of several services, which `stop` stops. If the making fails, those already started are stopped too.
 */
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
