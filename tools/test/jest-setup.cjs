/* Here and not in the configuration: Jest takes testTimeout from a project only where that runs alone. */
jest.setTimeout(60_000);
