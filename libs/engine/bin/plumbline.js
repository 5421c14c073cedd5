#!/usr/bin/env node
'use strict';
require('./source').registerSource();
require('../src/cli/start').start();
