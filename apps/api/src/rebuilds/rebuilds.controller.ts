import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Commands, Queries } from '../doors.js';
import { ReadRoute } from '../http/readRoute.js';
import { Answers, TakesProjection, TakesRebuild, TakesSwitching } from '../openapi/operation.js';
import { GetRebuild, ListRebuilds } from './findRebuild.js';
import { RebuildRoute } from './rebuildRoute.js';
import { ChangeRebuild, RollBack, StartRebuild } from './requestRebuild.js';
import { readStartBody, SWITCHINGS } from './startBody.js';

/** Rebuilds of a projection (docs/rebuilds.md). A request is kept with the read models, the projectors work it off. Admins only, by the path. */
@ApiTags('rebuilds')
@ReadRoute()
@UseInterceptors(RebuildRoute)
@Controller('admin/projections/:projection')
export class RebuildsController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(Queries) private readonly queries: Queries,
  ) {}

  @Post('rebuilds')
  @TakesProjection()
  @TakesSwitching(SWITCHINGS)
  @Answers('Rebuild', {
    summary: 'Builds the read model again beside the live one',
    refuses: [403, 404, 409],
    status: 201,
  })
  startRebuild(@Body() body: unknown) {
    return this.commands.execute(new StartRebuild(readStartBody(body)));
  }

  @Get('rebuilds')
  @TakesProjection()
  @Answers('RebuildList', { summary: 'Every generation there was', refuses: [403, 404] })
  listRebuilds() {
    return this.queries.execute(new ListRebuilds());
  }

  @Get('rebuilds/:id')
  @TakesRebuild()
  @Answers('Rebuild', { summary: 'How far a rebuild has come, and what it changes', refuses: [403, 404] })
  getRebuild(@Param('id') id: string) {
    return this.queries.execute(new GetRebuild(id));
  }

  @Post('rebuilds/:id/switch')
  @HttpCode(202)
  @TakesRebuild()
  @Answers('Rebuild', { summary: 'Has it become live as soon as it is ready', refuses: [403, 404, 409], status: 202 })
  switchToRebuild(@Param('id') id: string) {
    return this.commands.execute(new ChangeRebuild(id, 'switch'));
  }

  @Post('rebuilds/:id/resume')
  @HttpCode(202)
  @TakesRebuild()
  @Answers('Rebuild', { summary: 'Has a failed rebuild go on', refuses: [403, 404, 409], status: 202 })
  resumeRebuild(@Param('id') id: string) {
    return this.commands.execute(new ChangeRebuild(id, 'resume'));
  }

  @Delete('rebuilds/:id')
  @TakesRebuild()
  @Answers('Rebuild', { summary: 'Drops a generation that is not live', refuses: [403, 404, 409] })
  dropRebuild(@Param('id') id: string) {
    return this.commands.execute(new ChangeRebuild(id, 'drop'));
  }

  @Post('rollback')
  @HttpCode(200)
  @TakesProjection()
  @Answers('Rebuild', { summary: 'Makes the generation live again that was live last', refuses: [403, 404, 409] })
  rollBack() {
    return this.commands.execute(new RollBack());
  }
}
