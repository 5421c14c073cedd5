import 'reflect-metadata';

export { AnalyticsDataSource } from './database/analytics-data-source';
export { createDataSource } from './database/create-data-source';
export type { AnalyticsDialect } from './database/portable-columns';
export { ANALYTICS_ENTITIES } from './entities/all-entities';
export { API_KEY_STATUSES, ApiKey, type ApiKeyStatus } from './entities/api-key';
export { DailyRollup } from './entities/daily-rollup';
export { Dashboard } from './entities/dashboard';
export { DATA_FEED_KINDS, DataFeed, type DataFeedKind } from './entities/data-feed';
export { Event } from './entities/event';
export { Membership, MEMBERSHIP_ROLES, type MembershipRole } from './entities/membership';
export { Metric, METRIC_AGGREGATIONS, type MetricAggregation } from './entities/metric';
export { Organisation } from './entities/organisation';
export { Product } from './entities/product';
export { Tag } from './entities/tag';
export { User } from './entities/user';
export { Widget, WIDGET_KINDS, type WidgetKind } from './entities/widget';
export { transactionScope, withSession, type SessionOptions } from './session/with-session';
