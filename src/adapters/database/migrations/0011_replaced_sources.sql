CREATE TABLE "retired_sources" (
	"source_id" text PRIMARY KEY NOT NULL,
	"video_id" text NOT NULL,
	"retired_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "reencodes" ADD COLUMN "source_id" text;--> statement-breakpoint
ALTER TABLE "reencodes" ADD COLUMN "file_name" text;--> statement-breakpoint
ALTER TABLE "reencodes" ADD COLUMN "size_bytes" bigint;--> statement-breakpoint
ALTER TABLE "reencodes" ADD COLUMN "uploader_id" text;--> statement-breakpoint
ALTER TABLE "revisions" ADD COLUMN "source_id" text;--> statement-breakpoint
ALTER TABLE "videos" ADD COLUMN "source_id" text;--> statement-breakpoint
ALTER TABLE "videos" ADD COLUMN "replaces_id" text;--> statement-breakpoint
ALTER TABLE "retired_sources" ADD CONSTRAINT "retired_sources_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "retired_sources_retired_at_index" ON "retired_sources" USING btree ("retired_at");--> statement-breakpoint
CREATE INDEX "retired_sources_video_id_index" ON "retired_sources" USING btree ("video_id");--> statement-breakpoint
ALTER TABLE "videos" ADD CONSTRAINT "videos_replaces_id_videos_id_fk" FOREIGN KEY ("replaces_id") REFERENCES "public"."videos"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "videos_source_id_index" ON "videos" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "videos_replaces_id_index" ON "videos" USING btree ("replaces_id");