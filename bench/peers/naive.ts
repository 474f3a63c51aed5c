/**
 * What a team would write first, to be measured beside the product (bench/peers.ts): Nest on Express, class-validator, and one upsert into
 * MongoDB for each webhook, a document for each dialog. It is fair in what it promises at the 204 (the write is on a majority's disk), and
 * in nothing else: what it has stored cannot be interpreted anew, and a webhook that comes again or late changes it.
 * MONGODB_URL and PORT say where. Express is no dependency of the product: `npm ci --prefix bench/peers` fetches it.
 */
import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Body, Controller, Get, HttpCode, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { MongoClient } from 'mongodb';
import { ROOT } from '../../test/support/startProduct.js';

class ApplicationInfo {
  @IsOptional() @IsString() type?: string;
  @IsOptional() @IsString() side?: string;
  @IsOptional() @IsObject() data?: Record<string, unknown>;
}

class Webhook {
  @IsString() event_type!: string;
  @IsString() event_name!: string;
  @IsString() event_time!: string;
  @IsOptional() @IsString() dialog_uuid?: string;
  @IsOptional() @IsString() state?: string;
  @IsOptional() @IsString() close_cause?: string;
  @IsOptional() @ValidateNested() @Type(() => ApplicationInfo) initial_application_info?: ApplicationInfo;
}

const client = await MongoClient.connect(process.env.MONGODB_URL ?? '');
const dialogs = client
  .db('naive')
  .collection<{ _id: string }>('dialogs', { writeConcern: { w: 'majority', journal: true } });

@Controller()
class WebhooksController {
  @Get('health/ready')
  ready(): string {
    return 'ready';
  }

  @Post('webhooks/:source')
  @HttpCode(204)
  async receive(@Body() webhook: Webhook): Promise<void> {
    const { dialog_uuid = 'none', event_name, event_time, initial_application_info, ...said } = webhook;
    const record = initial_application_info?.data?.id;
    await dialogs.updateOne(
      { _id: dialog_uuid },
      {
        $set: { ...said, ...(record === undefined ? {} : { record }), [`times.${event_name}`]: event_time },
        $push: { events: webhook },
      },
      { upsert: true },
    );
  }
}

@Module({ controllers: [WebhooksController] })
class NaiveModule {}

/** Its package lies beside this file's source, where nothing but this looks for it. */
const express = pathToFileURL(join(ROOT, 'bench/peers/node_modules/@nestjs/platform-express/index.js')).href;
const { ExpressAdapter } = (await import(express)) as { ExpressAdapter: new () => AbstractHttpAdapter };
const app = await NestFactory.create(NaiveModule, new ExpressAdapter());
app.useGlobalPipes(new ValidationPipe({ transform: true }));
await app.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
