import { ApiKey } from './api-key';
import { DailyRollup } from './daily-rollup';
import { Dashboard } from './dashboard';
import { DataFeed } from './data-feed';
import { Event } from './event';
import { Membership } from './membership';
import { Metric } from './metric';
import { Organisation } from './organisation';
import { Product } from './product';
import { Tag } from './tag';
import { User } from './user';
import { Widget } from './widget';

/** Every entity of the analytics schema. */
export const ANALYTICS_ENTITIES = [
  ApiKey,
  DailyRollup,
  Dashboard,
  DataFeed,
  Event,
  Membership,
  Metric,
  Organisation,
  Product,
  Tag,
  User,
  Widget,
];
