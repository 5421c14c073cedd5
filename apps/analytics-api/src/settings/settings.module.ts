import { Module, type DynamicModule } from '@nestjs/common';
import type { ServiceSettings } from './service-settings';

/** What the settings are injected by. */
export const SETTINGS = Symbol('settings of the service');

/** Gives the settings to whoever asks for `SETTINGS`. */
@Module({})
export class SettingsModule {
  static forRoot(settings: ServiceSettings): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [{ provide: SETTINGS, useValue: settings }],
      exports: [SETTINGS],
    };
  }
}
