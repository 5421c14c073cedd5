import 'reflect-metadata';
import { createDataSource } from './database/create-data-source';

/** The data source that the environment names (`DATABASE_URL`), not connected yet. */
export default createDataSource();
