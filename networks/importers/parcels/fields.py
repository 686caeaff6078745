"""The columns that a table of parcels may have, and the words that stand in them."""

from __future__ import annotations

from networks.importers.headings import LENGTH_CM, MASS_G, VOLUME_ML, Field
from scenarios.types import Goods

# fmt: off
FIELDS = (
    Field("id", ("trackingnumber", "trackingno", "tracking", "waybill", "waybillno", "waybillnumber", "parcelid", "id",
                 "parcel", "barcode", "运单号", "快递单号", "运单编号", "单号", "面单号", "邮件号", "包裹号", "条码")),
    Field("place", ("addresscode", "placeid", "place", "villagecode", "village", "destination", "to", "address",
                    "pointcode", "stop", "地址编码", "地址代码", "收件地址编码", "村编码", "行政区划代码", "站点编码",
                    "收件点", "派送点", "目的地", "村点", "村", "站点", "末端网点", "收件地址"),
          required=True, meaning="code of the village point that gets it or sends it"),
    Field("origin", ("origin", "from", "sender", "寄件地址编码", "寄件点", "发货点", "始发地", "起点")),
    Field("direction", ("direction", "inout", "收派", "方向", "业务类型", "收派类型")),
    Field("brand", ("brand", "courier", "carrier", "expresscompany", "company", "express", "品牌", "快递公司",
                    "快递品牌", "承运商", "承运公司", "物流公司", "快递", "公司")),
    Field("kg", ("kg", "weight", "actualweight", "grossweight", "chargeweight", "重量", "实际重量", "实重", "包裹重量",
                 "毛重", "计费重量", "总重量", "总重"), MASS_G, "kg"),
    Field("length", ("length", "l", "长", "长度"), LENGTH_CM, "cm"),
    Field("width", ("width", "w", "宽", "宽度"), LENGTH_CM, "cm"),
    Field("height", ("height", "h", "高", "高度"), LENGTH_CM, "cm"),
    Field("size", ("size", "dimensions", "dims", "dimension", "尺寸", "长宽高", "长x宽x高", "lwh", "lxwxh", "规格",
                   "外形尺寸"), LENGTH_CM, "cm"),
    Field("volume", ("volume", "litres", "liters", "体积", "容积", "总体积"), VOLUME_ML),
    Field("goods", ("goods", "class", "category", "type", "品类", "物品类型", "货物类型", "物品类别", "内件品类",
                    "物品")),
    Field("pieces", ("parcels", "pieces", "count", "qty", "quantity", "件数", "数量", "票数")),
    Field("time", ("ready", "readytime", "time", "arrival", "arrivaltime", "arrived", "datetime", "timestamp",
                   "到件时间", "到达时间", "入库时间", "备妥时间", "揽收时间", "扫描时间", "时间", "日期时间")),
    Field("date", ("date", "day", "日期", "到件日期", "业务日期")),
)

INBOUND = ("in", "inbound", "delivery", "deliver", "派件", "派送", "派", "到件", "下行", "投递", "进港")
OUTBOUND = ("out", "outbound", "pickup", "collection", "collect", "收件", "揽收", "揽件", "收", "寄件", "上行", "出港")

GOODS_WORDS = (
    (Goods.BARRED, ("barred", "danger", "liquid", "batter", "live", "禁", "危险", "液体", "电池", "活体", "易燃")),
    (Goods.COLD, ("cold", "fresh", "frozen", "chill", "冷链", "冷藏", "冷冻", "生鲜", "保鲜")),
    (Goods.FRAGILE, ("fragile", "glass", "易碎", "玻璃", "陶瓷")),
    (Goods.BULKY, ("bulky", "oversize", "furniture", "大件", "家具", "家电")),
    (Goods.ORDINARY, ("ordinary", "normal", "general", "document", "普通", "普货", "普", "文件", "日用", "服装")),
)
"""A class is taken where one of its words stands in the cell; classes that need more care come first."""
