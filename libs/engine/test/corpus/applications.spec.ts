import { VENDURE } from './shapes/vendure';
import { describeShapes } from './support/walk-shape';

/** The rest of the shop, which its configuration loads, is not installed: see `overrides` in the package.json. */
jest.mock('@vendure/core/dist/config/default-config', () => ({
  defaultConfig: { shippingOptions: {}, promotionOptions: {} },
}));

describeShapes([VENDURE]);
