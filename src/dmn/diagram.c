// SPDX-License-Identifier: Apache-2.0
#include "dmn/diagram.h"

#include <stdlib.h>
#include <string.h>

#define MARGIN 40
#define GAP_ACROSS 40
#define GAP_ALONG 90
#define SHAPE_HEIGHT 60
#define SHAPE_WIDTH_MIN 140
#define SHAPE_PADDING 30
#define HALF_WIDTH_PIXELS 8 // of a character of Latin; others are twice as wide
#define SWEEPS 8            // of ordering the layers by their neighbours

typedef struct Layer {
    size_t *items; // elements, left to right
    size_t count;
} Layer;

typedef struct Layout {
    Arena *arena;
    const DmnModel *model;
    size_t count;
    size_t *depths;   // by element
    size_t *places;   // by element: index in its layer
    double *centres;  // by element: what it is ordered by
    Layer *layers;
    size_t layer_count;
    DmnShape *shapes;
} Layout;

// ---- Layers ----

// One more than the deepest it requires. Requirements of values have no circles; functions that
// call each other stand where they are first met.
static size_t depth_of(Layout *layout, size_t element, uint8_t *is_met) {
    size_t count, depth = 0;
    if (is_met[element]) return layout->depths[element];
    is_met[element] = 1;
    const size_t *requires = dmn_model_requires(layout->model, element, &count);
    for (size_t i = 0; i < count; i++) {
        size_t below = depth_of(layout, requires[i], is_met);
        if (below + 1 > depth) depth = below + 1;
    }
    layout->depths[element] = depth;
    return depth;
}

static void fill_layers(Layout *layout) {
    uint8_t *is_met = NEW_ARRAY(layout->arena, uint8_t, layout->count);
    for (size_t i = 0; i < layout->count; i++) {
        size_t depth = depth_of(layout, i, is_met);
        if (depth + 1 > layout->layer_count) layout->layer_count = depth + 1;
    }
    layout->layers = NEW_ARRAY(layout->arena, Layer, layout->layer_count);
    for (size_t i = 0; i < layout->count; i++) layout->layers[layout->depths[i]].count++;
    for (size_t i = 0; i < layout->layer_count; i++) {
        layout->layers[i].items = NEW_ARRAY(layout->arena, size_t, layout->layers[i].count);
        layout->layers[i].count = 0;
    }
    for (size_t i = 0; i < layout->count; i++) {
        Layer *layer = &layout->layers[layout->depths[i]];
        layout->places[i] = layer->count;
        layer->items[layer->count++] = i;
    }
}

// ---- Order within a layer ----

// Insertion sort: stable, and layers are short.
static void sort_layer(Layout *layout, Layer *layer) {
    for (size_t i = 1; i < layer->count; i++) {
        size_t element = layer->items[i], k = i;
        for (; k > 0 && layout->centres[layer->items[k - 1]] > layout->centres[element]; k--) {
            layer->items[k] = layer->items[k - 1];
        }
        layer->items[k] = element;
    }
    for (size_t i = 0; i < layer->count; i++) layout->places[layer->items[i]] = i;
}

// Where an element stands in its layer, as a part of the layer's width.
static double place_of(const Layout *layout, size_t element) {
    const Layer *layer = &layout->layers[layout->depths[element]];
    return (double)(layout->places[element] + 1) / (double)(layer->count + 1);
}

// Orders each layer by the mean place of what its elements require (upwards), or of what requires
// them (downwards).
static void sweep(Layout *layout, bool is_upwards) {
    double *sums = NEW_ARRAY(layout->arena, double, layout->count);
    size_t *counts = NEW_ARRAY(layout->arena, size_t, layout->count);
    for (size_t step = 0; step < layout->layer_count; step++) {
        size_t depth = is_upwards ? step : layout->layer_count - 1 - step;
        Layer *layer = &layout->layers[depth];
        for (size_t i = 0; i < layer->count; i++) {
            size_t element = layer->items[i], count;
            const size_t *requires = dmn_model_requires(layout->model, element, &count);
            for (size_t k = 0; is_upwards && k < count; k++) {
                sums[element] += place_of(layout, requires[k]);
                counts[element]++;
            }
            bool has_mean = counts[element] > 0;
            layout->centres[element] = has_mean ? sums[element] / (double)counts[element]
                                                : place_of(layout, element);
        }
        sort_layer(layout, layer);
        for (size_t i = 0; !is_upwards && i < layer->count; i++) {
            size_t element = layer->items[i], count;
            const size_t *requires = dmn_model_requires(layout->model, element, &count);
            for (size_t k = 0; k < count; k++) {
                sums[requires[k]] += place_of(layout, element);
                counts[requires[k]]++;
            }
        }
    }
}

// ---- Shapes and lines ----

static int text_width(Str text) {
    int width = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x80) width += HALF_WIDTH_PIXELS;
        if (byte >= 0xC0) width += 2 * HALF_WIDTH_PIXELS;
    }
    return width;
}

static int layer_width(const Layout *layout, const Layer *layer) {
    int width = 0;
    for (size_t i = 0; i < layer->count; i++) width += layout->shapes[layer->items[i]].width;
    return width + (int)(layer->count > 0 ? layer->count - 1 : 0) * GAP_ACROSS;
}

static void place_shapes(Layout *layout, DmnDiagram *diagram) {
    const DmnElementDefinition *elements = dmn_model_definition(layout->model)->elements;
    int widest = 0;
    for (size_t i = 0; i < layout->count; i++) {
        int width = text_width(elements[i].name) + SHAPE_PADDING;
        if (width < SHAPE_WIDTH_MIN) width = SHAPE_WIDTH_MIN;
        layout->shapes[i] = (DmnShape){.width = width, .height = SHAPE_HEIGHT};
    }
    for (size_t i = 0; i < layout->layer_count; i++) {
        int width = layer_width(layout, &layout->layers[i]);
        if (width > widest) widest = width;
    }
    for (size_t depth = 0; depth < layout->layer_count; depth++) {
        const Layer *layer = &layout->layers[depth];
        int x = MARGIN + (widest - layer_width(layout, layer)) / 2;
        size_t from_top = layout->layer_count - 1 - depth;
        for (size_t i = 0; i < layer->count; i++) {
            DmnShape *shape = &layout->shapes[layer->items[i]];
            shape->x = x;
            shape->y = MARGIN + (int)from_top * (SHAPE_HEIGHT + GAP_ALONG);
            x += shape->width + GAP_ACROSS;
        }
    }
    diagram->width = widest + 2 * MARGIN;
    diagram->height = 2 * MARGIN + (int)layout->layer_count * (SHAPE_HEIGHT + GAP_ALONG);
}

// The point at which the straight line from the middle of `from` towards the middle of `to` leaves
// `from`.
static DmnPoint leave(const DmnShape *from, const DmnShape *to) {
    double x = from->x + from->width / 2.0, y = from->y + from->height / 2.0;
    double dx = to->x + to->width / 2.0 - x, dy = to->y + to->height / 2.0 - y;
    double across = dx < 0 ? -dx : dx, along = dy < 0 ? -dy : dy;
    bool is_side = across * from->height > along * from->width;
    double part = is_side ? from->width / 2.0 / across : from->height / 2.0 / along;
    if (across + along <= 0) part = 0; // a function that calls itself
    return (DmnPoint){(int)(x + dx * part + 0.5), (int)(y + dy * part + 0.5)};
}

static void draw_edges(Layout *layout, DmnDiagram *diagram) {
    size_t total = 0;
    for (size_t i = 0; i < layout->count; i++) {
        size_t count;
        (void)dmn_model_requires(layout->model, i, &count);
        total += count;
    }
    DmnEdge *edges = NEW_ARRAY(layout->arena, DmnEdge, total);
    for (size_t to = 0; to < layout->count; to++) {
        size_t count;
        const size_t *requires = dmn_model_requires(layout->model, to, &count);
        for (size_t i = 0; i < count; i++) {
            size_t from = requires[i];
            if (from == to) continue;
            const DmnShape *lower = &layout->shapes[from], *upper = &layout->shapes[to];
            edges[diagram->edge_count++] =
                (DmnEdge){from, to, leave(lower, upper), leave(upper, lower)};
        }
    }
    diagram->edges = edges;
}

DmnDiagram dmn_diagram_new_in(Arena *arena, const DmnModel *model) {
    size_t count = dmn_model_definition(model)->element_count;
    Layout layout = {.arena = arena, .model = model, .count = count};
    layout.depths = NEW_ARRAY(arena, size_t, count);
    layout.places = NEW_ARRAY(arena, size_t, count);
    layout.centres = NEW_ARRAY(arena, double, count);
    layout.shapes = NEW_ARRAY(arena, DmnShape, count);
    fill_layers(&layout);
    for (int i = 0; i < SWEEPS; i++) sweep(&layout, i % 2 == 0);
    DmnDiagram diagram = {.shapes = layout.shapes};
    place_shapes(&layout, &diagram);
    draw_edges(&layout, &diagram);
    return diagram;
}
