import type { DynamicModule } from '@nestjs/common';
import { ConfigModule, getConfigToken, registerAs } from '@nestjs/config';
import type { ServiceSettings } from './service-settings';

const NAME = 'service';

/** What the settings are injected by. */
export const SETTINGS = getConfigToken(NAME);

/**
 * Gives the settings, which are checked by then, to whoever asks for `SETTINGS`. The environment was read already: nothing
 * is read from a file, and nothing written to `process.env`.
 */
export function configModule(settings: ServiceSettings): Promise<DynamicModule> {
  return ConfigModule.forRoot({
    isGlobal: true,
    ignoreEnvFile: true,
    ignoreEnvVars: true,
    skipProcessEnv: true,
    load: [registerAs(NAME, () => settings)],
  });
}
